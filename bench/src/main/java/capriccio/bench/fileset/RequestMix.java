package capriccio.bench.fileset;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AliasMethodDiscreteSampler;
import org.apache.commons.rng.sampling.distribution.DiscreteSampler;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The mix of requests of the SEDA client: directories after Zipf's law, classes 0 to 3 with 35, 50, 14 and 1 %, and in a
 * class the files 4, 3, 5, 2, 6, 1, 7, 8 after Zipf's law over their ranks (file 0 is never asked for).
 */
public final class RequestMix {
    /** The end of the path of a light page, which the usual mix never asks for. */
    public static final String LIGHT = "_0";

    private static final double[] CLASS_SHARES = {.35, .50, .14, .01};
    private static final int[] FILE_OF_RANK = {4, 3, 5, 2, 6, 1, 7, 8};

    private RequestMix() {}

    /** The indexes in {@link FileSet#entries()} of {@code length} requests; a pure function of its arguments. */
    public static int[] sequence(FileSet set, long seed, int length) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        DiscreteSampler directory = RejectionInversionZipfSampler.of(random, set.directories(), 1);
        DiscreteSampler clazz = AliasMethodDiscreteSampler.of(random, CLASS_SHARES);
        DiscreteSampler rank = RejectionInversionZipfSampler.of(random, FILE_OF_RANK.length, 1);
        int[] sequence = new int[length];
        for (int i = 0; i < length; i++) {
            sequence[i] = set.indexOf(directory.sample() - 1, clazz.sample(), FILE_OF_RANK[rank.sample() - 1]);
        }
        return sequence;
    }

    /**
     * The same for a mix of two kinds of small pages: {@code lightShare} of the requests ask for file 0 of class 0, which is
     * light, the others for file 1, in directories after Zipf's law.
     */
    public static int[] twoKinds(FileSet set, long seed, int length, double lightShare) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        DiscreteSampler directory = RejectionInversionZipfSampler.of(random, set.directories(), 1);
        int[] sequence = new int[length];
        for (int i = 0; i < length; i++) {
            sequence[i] = set.indexOf(directory.sample() - 1, 0, random.nextDouble() < lightShare ? 0 : 1);
        }
        return sequence;
    }
}
